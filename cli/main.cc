#include "cli/app.h"

int main(int argc, char** argv) { return cordon::cli::RunCordon(argc, argv); }
