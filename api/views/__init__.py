"""The endpoints of the API: each parses its request, has it executed, and joins the answer."""
