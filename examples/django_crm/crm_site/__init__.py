"""The site around the CRM."""
