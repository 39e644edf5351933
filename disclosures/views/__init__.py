"""Public pages, one module a noun. A view asks `queries`, picks a template and computes nothing."""
