import ArgumentParser

/// `vigil doctor`.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what this machine has, what is missing, and whether the engine computes what it should.",
    subcommands: [DoctorMachine.self, DoctorFeatures.self],
    defaultSubcommand: DoctorMachine.self)
}
