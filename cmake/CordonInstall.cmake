# cmake --install build/release --prefix /usr/local: the two programs, the sample policy, the clients' service configuration, the wire API.
include(GNUInstallDirs)
install(TARGETS cordon cordond RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/deploy/policy.textproto ${CMAKE_SOURCE_DIR}/deploy/callers.textproto ${CMAKE_SOURCE_DIR}/deploy/grpc-service-config.json DESTINATION ${CMAKE_INSTALL_DATADIR}/cordon)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/proto/cordon ${CMAKE_SOURCE_DIR}/proto/google DESTINATION ${CMAKE_INSTALL_DATADIR}/cordon/proto
  FILES_MATCHING PATTERN "*.proto")
