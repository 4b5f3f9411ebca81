// Registered parties in the four formats. Pure functions.
#ifndef CORDON_SERVICE_RENDER_MONITORING_H_
#define CORDON_SERVICE_RENDER_MONITORING_H_

#include "cordon/v1/monitoring.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// One row per match; of a party without one a row with empty columns.
Records MonitoredRows(const v1::ListMonitoredPartiesResponse& parties);

// What an import or a removal came to, and how comparisons stand: one row.
Records RegistrationRows(const v1::RegisterPartiesResponse& done);
Records RemovalRows(const v1::RemovePartiesResponse& done);
Records MonitorStatusRows(const v1::MonitorStatus& status);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_MONITORING_H_
