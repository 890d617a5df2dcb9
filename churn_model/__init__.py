"""How likely an account is lost within a horizon: fitting by time, so that no date is told what came after it."""
