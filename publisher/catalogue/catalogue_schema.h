/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of the catalogue, as the steps that made them: one for each
 * version that has been in use, never changed once it was. See
 * database_migrate().
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_SCHEMA_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_SCHEMA_H

#define CATALOGUE_SCHEMA_VERSION 3

extern const char *const catalogue_schema[CATALOGUE_SCHEMA_VERSION];

#endif
