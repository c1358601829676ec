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
    abstract: "Makes the ground truth that goes with the snippets of the test videos, and says what it did.",
    discussion: """
      Writes a label for each frame of all test videos, one after another in the order of the manifest, and beside it a list \
      NAME.videos.csv with what was cut and added: vigil evaluate --ground-truth NAME.npy --videos NAME.videos.csv. How many \
      snippets a video has is told by its features, by a table, or by its number of frames.
      """)

  @Argument(help: "The manifest, .csv.")
  var manifest: String

  @Option(help: "The folder of the features.")
  var features: String?

  @Option(help: "A table of the numbers of snippets, with the columns video and snippets, or frames.")
  var snippets: String?

  @Option(help: "The ground truth to write, .npy.")
  var output: String

  @Option(help: "The videos to take: train, validation or test.")
  var split: Manifest.Split = .test

  @Option(
    help: """
      What happens to the last frames of a video when they are fewer than a snippet: drop, pad, repeat-last, repeat-start or \
      keep; what fits the numbers of snippets if not given.
      """)
  var partial: SnippetEnding?

  @Option(help: "The frames of a snippet.")
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
      counts = try videos.snippetCounts(table: snippets, framesPerSnippet: framesPerSnippet)
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
}

extension Manifest.Split: ExpressibleByArgument {}
extension SnippetEnding: ExpressibleByArgument {}
