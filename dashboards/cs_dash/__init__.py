"""What the dashboards are made of; the pages themselves are in views/."""
