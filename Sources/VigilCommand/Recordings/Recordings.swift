import ArgumentParser

/// `vigil recordings`.
struct Recordings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists and cuts what a station records continuously, also while it runs.",
    subcommands: [RecordingsList.self, RecordingsCut.self])
}
