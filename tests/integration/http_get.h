// One GET over plain HTTP, for what a scraper sees.
#ifndef CORDON_TESTS_INTEGRATION_HTTP_GET_H_
#define CORDON_TESTS_INTEGRATION_HTTP_GET_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace cordon {

// The whole answer, head and body, of http://IPV4:PORT/PATH; empty when nobody answers.
inline std::string HttpGet(const std::string& url) {
  const size_t host = std::string("http://").size();
  const size_t colon = url.find(':', host);
  const size_t slash = url.find('/', host);
  if (colon == std::string::npos || slash == std::string::npos) return "";
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(url.substr(colon + 1, slash - colon - 1).c_str())));
  inet_pton(AF_INET, url.substr(host, colon - host).c_str(), &address.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = "GET " + url.substr(slash) + " HTTP/1.0\r\nHost: test\r\n\r\n";
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t n = 0; (n = read(fd, buffer, sizeof buffer)) > 0;) answer.append(buffer, static_cast<size_t>(n));
    }
  }
  close(fd);
  return answer;
}

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_HTTP_GET_H_
