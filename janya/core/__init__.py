"""Tools without tables: Thai dates and digits, fiscal years, http, forms, charts, documents."""
