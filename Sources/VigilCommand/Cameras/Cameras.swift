import ArgumentParser

/// `vigil cameras`.
struct Cameras: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at cameras before a station watches them.", subcommands: [CamerasProbe.self])
}
