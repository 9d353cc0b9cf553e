/* table_entry.h - a row of a table as an entry. */
#ifndef TABLE_ENTRY_H
#define TABLE_ENTRY_H

#include "catalogue/entry.h"
#include "catalogue/table.h"

struct entry table_entry(const struct table_row *row);

#endif
