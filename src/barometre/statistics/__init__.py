"""One file per statistic: arrays in, a frozen result out.

Nothing here knows of frames, files, languages or reports. Missing is NaN. A number
that cannot be had is NaN with the reason in ``note``; no input of numbers raises.
"""
