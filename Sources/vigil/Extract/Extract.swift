import ArgumentParser
import Foundation

/// `vigil extract INPUT…`.
struct Extract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turns many videos into features, [snippets, crops, 2048] float32 .npy files.",
    discussion: """
      INPUT is a video or a folder of videos. NAME.npy gets its provenance beside it, NAME.json. Resumable: finished videos \
      are skipped, failures are reported at the end. Ctrl-C finishes the current video.
      """)

  @Argument(help: "Videos, and folders of videos.")
  var inputs: [String] = []

  @Option(help: "A text file with one video per line, relative to the file's folder.")
  var list: String?

  @Option(help: "The folder for the features; subfolders of an input folder are kept.")
  var output: String

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @Option(help: "Process only part I of N (0/4, 1/4, 2/4, 3/4), for array jobs.")
  var shard: Shard?

  @Flag(help: "Replace features that were made with other settings.")
  var overwrite = false

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard !inputs.isEmpty || list != nil else {
      throw ValidationError("name videos or folders, or give a --list")
    }
  }

  func run() async throws {
    try await ExtractJob(self).run()
  }
}

/// Part `index` of `count` equal parts of the work.
struct Shard: ExpressibleByArgument, CustomStringConvertible {
  var index: Int
  var count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1,
      (0..<count).contains(index)
    else { return nil }
    (self.index, self.count) = (index, count)
  }

  var description: String { "\(index)/\(count)" }

  /// Every `count`-th element, beginning with number `index`.
  func part<Element>(of elements: [Element]) -> [Element] {
    stride(from: index, to: elements.count, by: count).map { elements[$0] }
  }
}
