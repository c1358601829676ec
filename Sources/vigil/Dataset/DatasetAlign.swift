public import ArgumentParser
import Foundation
import VigilCore
public import VigilDatasets
import VigilEvaluation
import VigilTensorFiles

/// `vigil dataset align MANIFEST`.
struct DatasetAlign: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract:
      "Builds the ground truth for the snippets of the test videos, and reports what was cut and added.",
    discussion: """
      Writes a label for each frame of all test videos, one after another in the order of the manifest, and beside it a list \
      NAME.videos.csv with what was cut and added: vigil evaluate --ground-truth NAME.npy --videos NAME.videos.csv. The number \
      of snippets in a video comes from its features, from a table, or from its number of frames.
      """)

  @Argument(help: "The manifest, .csv.")
  var manifest: String

  @Option(help: "The folder of the features.")
  var features: String?

  @Option(
    help: "A table with the number of snippets in each video: the columns video and snippets, or frames.")
  var snippets: String?

  @Option(help: "The ground truth to write, .npy.")
  var output: String

  @Option(help: "The split to take: train, validation or test.")
  var split: Manifest.Split = .test

  @Option(
    help: """
      How to treat trailing frames that do not fill a snippet: drop, pad, repeat-last, repeat-start or \
      keep; if not given, whatever fits the snippet counts.
      """)
  var partial: SnippetEnding?

  @Option(help: "Frames per snippet.")
  var framesPerSnippet = SnippetPosition.framesPerSnippet

  func validate() throws {
    guard features == nil || snippets == nil else {
      throw ValidationError(
        "give either --features or --snippets, which both say how many snippets a video has")
    }
    guard (1...100_000).contains(framesPerSnippet) else {
      throw ValidationError("--frames-per-snippet takes a number from 1 to 100000")
    }
    guard output.hasSuffix(".npy") else { throw ValidationError("--output takes the name of an .npy file") }
  }

  func run() throws {
    var videos = try Manifest(file: manifest).videos(for: split)
    guard !videos.isEmpty else { throw CommandError("\(manifest) has no video for \(split.rawValue)") }
    var findings = Findings(truthOf: videos)
    var counts: [Int?]?
    if let features {
      let index = try FileIndex.features(URL(filePath: features))
      counts = findings.lookForFeatures(of: videos, in: index)
      for place in videos.indices where videos[place].frames == nil {
        videos[place].frames = index.url(videos[place]).flatMap(FeatureProvenance.beside)?.frames
      }
    } else if let snippets {
      counts = try Self.counts(videos, table: snippets, framesPerSnippet: framesPerSnippet)
    }
    guard findings.problems.isEmpty else { throw CommandError(findings.problems.joined(separator: "; ")) }
    let aligned = try AlignedTruth(
      videos, snippets: counts, framesPerSnippet: framesPerSnippet, ending: partial)
    let labels = aligned.labels
    guard !labels.isEmpty else {
      throw CommandError("all videos for \(split.rawValue) are shorter than a snippet")
    }
    let destination = URL(filePath: output)
    let list = destination.deletingPathExtension().appendingPathExtension("videos.csv")
    try NPY.write(Tensor(shape: [labels.count], values: labels), to: destination)
    try AtomicFile.write(Data(aligned.list.utf8), to: list)
    let abnormal = aligned.tracks.reduce(0) { $0 + $1.truth.abnormalFrames }
    for note in aligned.notes { Console.result("note: \(note)") }
    Console.result(
      "made \(destination.path) with \(labels.count) labels of \(aligned.tracks.count) videos, \(abnormal) of them abnormal, and "
        + list.path)
  }

  /// The snippet counts in a table.
  private static func counts(
    _ videos: [Manifest.Video], table path: String, framesPerSnippet: Int
  ) throws -> [Int?] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("cannot read \(path)")
    }
    let list = try VideoList(
      csv: String(decoding: data, as: UTF8.self), name: path, framesPerScore: framesPerSnippet)
    let byName = Dictionary(list.videos.map { ($0.name, $0.frames) }) { first, _ in first }
    let missing = videos.filter { byName[$0.stem] == nil }.map(\.path)
    guard missing.isEmpty else {
      let more = missing.count > 5 ? " and \(missing.count - 5) more" : ""
      throw CommandError("\(path) has no row for \(missing.prefix(5).joined(separator: ", "))\(more)")
    }
    return videos.map { video in
      byName[video.stem].map { ($0 + framesPerSnippet - 1) / framesPerSnippet }
    }
  }
}

extension Manifest.Split: ExpressibleByArgument {}
extension SnippetEnding: ExpressibleByArgument {}
