public import ArgumentParser
import Foundation
import VigilCore
public import VigilDatasets

/// `vigil dataset prepare KIND ROOT`.
struct DatasetPrepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Makes a manifest from a data set's published lists and annotations, a folder or a table.",
    discussion: """
      The lists are looked for in the folder by the names under which they were published. What is wrong with the data set \
      is said, but the manifest is made all the same; vigil dataset check looks at it again.
      """)

  @Argument(help: "ucf-crime, shanghaitech, xd-violence, uit-vnanomaly, folder or table.")
  var kind: DatasetLayout

  @Argument(help: "The folder of the data set; for table, the table.")
  var root: String

  @Option(help: "The manifest to make, .csv.")
  var output: String

  @Option(help: "The list of training videos, if it is elsewhere or called otherwise.")
  var trainList: String?

  @Option(help: "The list of test videos, if it is elsewhere or called otherwise.")
  var testList: String?

  @Option(help: "The annotation of the test videos, if it is elsewhere or called otherwise.")
  var annotation: String?

  @Option(
    parsing: .upToNextOption,
    help: "Folders of normal videos that are not called normal, noFight or the like.")
  var normalFolder: [String] = []

  @Option(help: "The column of intervals in a table, if it is not called intervals.")
  var intervalColumn: String?

  @Option(help: "What a table counts the first frame of a video as: 0 or 1.")
  var firstFrame: Int?

  @Flag(help: "Open the videos and write down how many frames they have.")
  var probe = false

  @Option(help: "Frames in a second of videos that were not opened, for hours.")
  var frameRate = 30.0

  @Flag(help: "Replace a manifest that is already there.")
  var replace = false

  func validate() throws {
    try require([nil, 0, 1].contains(firstFrame), "--first-frame takes 0 or 1")
    try require(
      kind == .table || (intervalColumn == nil && firstFrame == nil),
      "--interval-column and --first-frame are for tables")
    try require(
      intervalColumn == nil || firstFrame != nil,
      "--interval-column needs --first-frame 0 or 1: how a table counts frames is not guessed")
    try validateFrameRate(frameRate)
  }

  func run() async throws {
    let destination = URL(filePath: output)
    try Destination.requireFree(destination, replace: replace)
    var options = DatasetLayout.Options()
    options.trainList = trainList.map { URL(filePath: $0) }
    options.testList = testList.map { URL(filePath: $0) }
    options.annotation = annotation.map { URL(filePath: $0) }
    options.normalFolders = normalFolder
    options.table.intervalColumn = intervalColumn
    options.table.firstFrame = firstFrame ?? 0
    let place = URL(filePath: root)
    let reading = try kind.read(place, options: options)
    var (manifest, findings) = (reading.manifest, reading.findings)
    var rates: [String: Double] = [:]
    if probe {
      let index = try FileIndex.videos(kind == .table ? place.deletingLastPathComponent() : place)
      let files = findings.locate(manifest.videos, in: index)
      rates = try await VideoProbe.onTerminal(&manifest, files: files, &findings)
    }
    findings.add(Findings(manifest))
    findings.compare(manifest, with: kind)
    try AtomicFile.write(Data(manifest.csv.utf8), to: destination)
    DatasetLines.show(DatasetSummary(manifest, frameRate: frameRate, frameRates: rates))
    DatasetLines.show(findings)
    Console.result("made \(destination.path) with \(manifest.videos.count) videos")
  }
}

extension DatasetLayout: ExpressibleByArgument {}

/// Says what a frame rate may be.
func validateFrameRate(_ rate: Double) throws {
  try require(rate.isFinite && rate > 0 && rate <= 1000, "--frame-rate takes a number up to 1000")
}
