// Runs a fuzz function over the files of its corpus, each also cut short at several places, for builds without
// libFuzzer.
//
//   fuzz_csl_csv tests/fuzz/corpus/csl_csv
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(argv[i], error)) {
      if (file.is_regular_file()) files.push_back(file.path());
    }
    if (error) std::fprintf(stderr, "cannot read %s\n", argv[i]);
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::fprintf(stderr, "no corpus: name a directory of inputs\n");
    return 1;
  }
  for (const auto& path : files) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    constexpr size_t kCuts = 32;
    for (size_t cut = 0; cut <= kCuts; ++cut) {
      // A copy of exact size, so that a sanitizer sees a read behind the end.
      const std::vector<uint8_t> input(bytes.begin(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * cut / kCuts));
      LLVMFuzzerTestOneInput(input.data(), input.size());
    }
  }
  std::printf("%zu inputs\n", files.size());
  return 0;
}
