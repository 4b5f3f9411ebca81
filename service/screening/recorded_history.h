// What a recorded transaction says about earlier deals, for judging it again: the store of today knows others. Pure
// function.
#ifndef CORDON_SERVICE_SCREENING_RECORDED_HISTORY_H_
#define CORDON_SERVICE_SCREENING_RECORDED_HISTORY_H_

#include "cordon/v1/facts.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon {

// Adds to the assembled inputs of `recorded`'s transaction what AddHistoryFindings (history.h) added when it was
// decided.
void AddRecordedHistory(const v1::Screening& recorded, v1::FactInputs* inputs);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_RECORDED_HISTORY_H_
