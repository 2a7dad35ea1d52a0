"""The outbox: messages written in the transaction of the deed they tell of, sent later by the worker. May use parties,
places and core.
"""
