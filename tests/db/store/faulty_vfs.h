// SQLite's file system with faults: every write, sync, truncate, open and mapping of shared memory counts, and the n-th
// one fails. Registered as the default for the whole test process; passes everything through until armed.
// Thread-safe.
#ifndef CORDON_TESTS_DB_STORE_FAULTY_VFS_H_
#define CORDON_TESTS_DB_STORE_FAULTY_VFS_H_

namespace cordon::faulty_vfs {

struct Plan {
  int fail_at = 0;       // the operation that fails, counted from 1; 0: none
  int result_code = 0;   // what it answers: SQLITE_IOERR_WRITE, SQLITE_FULL, ...; 0: what fits the operation
  bool lasting = false;  // all later ones fail too
};

// Once per process, before any connection is opened.
void Install();

// Starts counting anew.
void Arm(const Plan& plan);
void Disarm();
// Whether the planned fault happened.
bool Happened();
// Syncs and writes that were attempted after it.
int SyncsAfterFault();
int WritesAfterFault();

}  // namespace cordon::faulty_vfs

#endif  // CORDON_TESTS_DB_STORE_FAULTY_VFS_H_
