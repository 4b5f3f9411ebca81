#include "bench/manipulate.h"

#include <utility>

namespace cordon::bench {

Manipulation OnName(const char* name, int target, NameChange change) {
  Manipulation manipulation;
  manipulation.name = name;
  manipulation.target = target;
  manipulation.apply = [change = std::move(change)](const v1::ListEntry& entry, Random* random, v1::Party* party) {
    std::string changed = change(entry.names(0).text(), random);
    if (changed.empty()) return false;
    party->set_name(std::move(changed));
    party->set_type(v1::ORGANIZATION);
    return true;
  };
  return manipulation;
}

const std::vector<Manipulation>& Manipulations() {
  static const auto* const all = [] {
    auto* const list = new std::vector<Manipulation>();
    AddWordManipulations(list);
    AddDisguiseManipulations(list);
    AddLetterManipulations(list);
    AddEntryManipulations(list);
    return list;
  }();
  return *all;
}

}  // namespace cordon::bench
