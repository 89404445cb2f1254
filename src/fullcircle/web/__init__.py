"""Pages: one folder a subject (urls, views, forms), templates, components and static files.

Pages call actions, queries and policies, never models. A view only translates.
"""
