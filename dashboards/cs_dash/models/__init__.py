"""One page model per page: every number, row and chart a page shows, made without Streamlit."""
