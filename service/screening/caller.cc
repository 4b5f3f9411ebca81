#include "service/screening/caller.h"

#include <pwd.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace cordon {

std::string LocalCaller() {
  const uid_t uid = ::getuid();
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return absl::StrCat("uid:", uid, "(", found->pw_name, ")");
  }
  return absl::StrCat("uid:", uid);
}

}  // namespace cordon
