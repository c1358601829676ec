import ArgumentParser

/// `vigil doctor`.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks this machine: what it has, what is missing, and whether the engine computes correctly.",
    subcommands: [DoctorMachine.self, DoctorFeatures.self],
    defaultSubcommand: DoctorMachine.self)
}
