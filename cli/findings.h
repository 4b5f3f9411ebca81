// What `cordon doctor` finds: checks with status, detail and remedy, in the order they are made.
// Thread contract: one thread.
//
//   Findings findings;
//   findings.Warn("disk space", "900 MiB free", "make room soon");
#ifndef CORDON_CLI_FINDINGS_H_
#define CORDON_CLI_FINDINGS_H_

#include <string>

#include "service/render/records.h"

namespace cordon::cli {

class Findings {
 public:
  Findings() : records_({{"check", "CHECK"}, {"status", "STATUS"}, {"detail", "DETAIL"}, {"remedy", "REMEDY"}}) {}

  void Ok(const std::string& check, const std::string& detail) { Add(check, "OK", detail, "", render::Shade::kGood); }
  void Warn(const std::string& check, const std::string& detail, const std::string& remedy) {
    Add(check, "WARN", detail, remedy, render::Shade::kBad);
  }
  void Fail(const std::string& check, const std::string& detail, const std::string& remedy) {
    Add(check, "FAIL", detail, remedy, render::Shade::kWorst);
    failed_ = true;
  }
  bool failed() const { return failed_; }
  const render::Records& records() const { return records_; }

 private:
  void Add(const std::string& check, const char* status, const std::string& detail, const std::string& remedy,
           render::Shade shade) {
    records_.Add({check, status, detail, remedy}, shade, 1);
  }
  render::Records records_;
  bool failed_ = false;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_FINDINGS_H_
