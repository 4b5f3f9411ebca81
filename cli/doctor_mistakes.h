// Checks of `cordon doctor` for what operators most often get wrong: files of another user after a command ran as root,
// a data directory on a network, the signing key, required lists that nobody named, and a server that still runs with
// the old policy or the old program.
// Thread contract: one thread. Nothing is changed.
#ifndef CORDON_CLI_DOCTOR_MISTAKES_H_
#define CORDON_CLI_DOCTOR_MISTAKES_H_

#include <string>

#include "cli/command.h"
#include "cli/findings.h"
#include "cordon/v1/engine.pb.h"

namespace cordon::cli {

// The write-ahead log needs memory that processes share; network file systems have none.
void CheckFileSystem(const std::string& directory, Findings* findings);
// Everything belongs to whom the directory belongs.
void CheckOwnership(const std::string& directory, Findings* findings);
// There, and nobody else's to read.
void CheckSigningKey(const std::string& directory, Findings* findings);
// With official lists and no required one, a list that vanishes from its source passes as "no match".
void CheckRequiredLists(const v1::GetEngineStateResponse& state, Findings* findings);
// A server on the directory that has other programs or another policy than stand on the disk.
void CheckRunningServer(const GlobalOptions& options, Findings* findings);
// Files given to the server: certificate and its end, who may call.
void CheckServerFiles(const std::string& certificate, const std::string& callers, Findings* findings);

}  // namespace cordon::cli

#endif  // CORDON_CLI_DOCTOR_MISTAKES_H_
