// How a list entry is named on the command line: LIST:ID, or the id alone where only one list has it.
#ifndef CORDON_CLI_ENTRY_NAME_H_
#define CORDON_CLI_ENTRY_NAME_H_

#include <string>

namespace cordon::cli {

struct EntryName {
  std::string list;  // empty: not given
  std::string id;
};
EntryName ParseEntryName(const std::string& text);

}  // namespace cordon::cli

#endif  // CORDON_CLI_ENTRY_NAME_H_
