# SPDX-License-Identifier: BSD-2-Clause
"""A room and the show that its recordings become, for `roomcast publish`."""

URL = 'https://radio.example.org/podcasts'

SHOW = '''\
[show weekly]
title = The Weekly Town Hall
description = What was said in the town hall this week.
author = Radio Example
email = podcast@example.org
category = News > Politics
'''

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

{SHOW}language = en
cover = cover.jpg
'''
