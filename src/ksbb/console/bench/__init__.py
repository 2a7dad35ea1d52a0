"""Measuring: a throw-away world filled in bulk, the server as in production, and a load of requests on it.

`filling` goes round the actions and says so; nothing outside this package may use it. `generator` is a program of its
own, so that making load and serving it never share one interpreter.
"""
