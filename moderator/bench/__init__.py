"""Measurements that `moderator bench` prints: ratios within one run, so that a busy machine misleads nobody."""
