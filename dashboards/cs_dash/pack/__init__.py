"""The board pack: the Executive page's own figures and charts as a tagged PDF."""
