"""Those who receive: RW rentan, panti, pesantren and priority places, their dated and sourced facts, their private
contacts. May use catalogue and the rooms before it.
"""
