public import ArgumentParser
import Foundation
import VigilCore
public import VigilDatasets
import VigilEvaluation

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

  @OptionGroup
  var subject: ManifestArgument

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
    try require(
      features == nil || snippets == nil,
      "give either --features or --snippets, which both say how many snippets a video has")
    try require(
      (1...100_000).contains(framesPerSnippet), "--frames-per-snippet takes a number from 1 to 100000")
    try require(output.hasSuffix(".npy"), "--output takes the name of an .npy file")
  }

  func run() throws {
    let lengths: AlignedTruth.Lengths =
      if let features {
        .features(URL(filePath: features))
      } else if let snippets {
        .table(snippets)
      } else {
        .frames
      }
    let aligned = try AlignedTruth(
      file: subject.manifest, split: split, lengths: lengths, framesPerSnippet: framesPerSnippet,
      ending: partial)
    let destination = URL(filePath: output)
    let (labels, list) = try aligned.write(to: destination)
    let abnormal = aligned.tracks.reduce(0) { $0 + $1.truth.abnormalFrames }
    for note in aligned.notes { Console.result("note: \(note)") }
    Console.result(
      "made \(destination.path) with \(labels) labels of \(aligned.tracks.count) videos, \(abnormal) of them abnormal, and "
        + list.path)
  }
}

extension Manifest.Split: ExpressibleByArgument {}
extension SnippetEnding: ExpressibleByArgument {}
