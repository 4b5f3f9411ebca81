# cmake --install build/release --prefix /usr/local: programs, samples, the clients' service configuration, the wire API.
# ./dev package makes a .deb of the same, with users, units and configuration as Debian has them.
option(CORDON_PACKAGE "install units and configuration too, for a package" OFF)
include(GNUInstallDirs)
install(TARGETS cordon cordond RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(PROGRAMS ${CMAKE_SOURCE_DIR}/deploy/bin/cordon-backup ${CMAKE_SOURCE_DIR}/deploy/bin/cordon-restore DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/deploy/policy.textproto ${CMAKE_SOURCE_DIR}/deploy/callers.textproto
  ${CMAKE_SOURCE_DIR}/deploy/grpc-service-config.json DESTINATION ${CMAKE_INSTALL_DATADIR}/cordon)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/deploy/prometheus ${CMAKE_SOURCE_DIR}/deploy/haproxy DESTINATION ${CMAKE_INSTALL_DATADIR}/cordon)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/proto/cordon ${CMAKE_SOURCE_DIR}/proto/google DESTINATION ${CMAKE_INSTALL_DATADIR}/cordon/proto
  FILES_MATCHING PATTERN "*.proto")

if(CORDON_PACKAGE)
  file(GLOB units ${CMAKE_SOURCE_DIR}/deploy/systemd/*.service ${CMAKE_SOURCE_DIR}/deploy/systemd/*.timer)
  install(FILES ${units} DESTINATION lib/systemd/system)
  install(FILES ${CMAKE_SOURCE_DIR}/deploy/policy.textproto DESTINATION /etc/cordon)
  install(FILES ${CMAKE_SOURCE_DIR}/deploy/cordond.default DESTINATION /etc/default RENAME cordond)
  install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/cordon RENAME copyright)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION share/doc/cordon FILES_MATCHING PATTERN "*.md")

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME cordon)
  set(CPACK_PACKAGE_CONTACT "The Cordon authors <cordon@localhost>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "export-control screening: server and command line")
  set(CPACK_PACKAGE_DESCRIPTION "Screens parties and transactions against the official export-control and sanctions lists,\njudges them by rules, and records each answer in a signed log.")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "sqlite3, zstd")
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/prerm
    ${CMAKE_SOURCE_DIR}/deploy/debian/postrm ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles)
  include(CPack)
endif()
