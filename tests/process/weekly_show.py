# SPDX-License-Identifier: BSD-2-Clause
"""A room and the show that its recordings become, for `roomcast publish`."""

URL = 'https://radio.example.org/podcasts'

CONFIG = f'''\
[roomcast]
spool = spool
state = state
site = site
url = {URL}

[room hall]
source = sound.wav
title = Town Hall
show = weekly

[show weekly]
title = The Weekly Town Hall
description = What was said in the town hall this week.
language = en
author = Radio Example
email = podcast@example.org
category = News > Politics
cover = cover.jpg
'''
