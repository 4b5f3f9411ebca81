// Reads names, one per line, and prints the distinct words of each, separated by spaces, one name per line. Legal forms
// and numbers are left out. The weight table's script counts them, so that weights and matching see the same words.
#include <iostream>
#include <string>

#include "match/prepared_name.h"

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    const cordon::PreparedName name = cordon::PrepareName(line);
    std::string out;
    for (const cordon::Token& token : name.tokens) {
      if (token.token_class != cordon::TokenClass::kWord) continue;
      if (!out.empty()) out.push_back(' ');
      out += token.text;
    }
    std::cout << out << '\n';
  }
  return 0;
}
