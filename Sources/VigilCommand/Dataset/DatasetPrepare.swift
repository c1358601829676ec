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
      The lists are looked for in the folder under their published names. Problems of the data set are reported, but the \
      manifest is written all the same; vigil dataset check shows them again.
      """)

  @Argument(help: "ucf-crime, shanghaitech, xd-violence, uit-vnanomaly, folder or table.")
  var kind: DatasetLayout

  @Argument(help: "The folder of the data set; for table, the table.")
  var root: String

  @Option(help: "The manifest to make, .csv.")
  var output: String

  @Option(help: "The list of training videos, if it has another place or name.")
  var trainList: String?

  @Option(help: "The list of test videos, if it has another place or name.")
  var testList: String?

  @Option(help: "The annotation of the test videos, if it has another place or name.")
  var annotation: String?

  @Option(
    parsing: .upToNextOption,
    help: "Folders of normal videos whose names are not normal, noFight or the like.")
  var normalFolder: [String] = []

  @Option(help: "A table's column of intervals, if it is not called intervals.")
  var intervalColumn: String?

  @Option(help: "The number that a table gives to the first frame of a video: 0 or 1.")
  var firstFrame: Int?

  @Flag(help: "Open the videos and record their frame counts.")
  var probe = false

  @Flag(help: "Leave out the videos of which the folder has neither the video nor its features.")
  var present = false

  @OptionGroup
  var timing: FrameRateOptions

  @OptionGroup
  var replacing: ReplaceOptions

  func validate() throws {
    try require([nil, 0, 1].contains(firstFrame), "--first-frame takes 0 or 1")
    try require(
      kind == .table || (intervalColumn == nil && firstFrame == nil),
      "--interval-column and --first-frame are for tables")
    try require(
      intervalColumn == nil || firstFrame != nil,
      "--interval-column needs --first-frame 0 or 1: Vigil does not guess how a table counts frames")
  }

  func run() async throws {
    let destination = URL(filePath: output)
    try Destination.requireFree(destination, replace: replacing.replace)
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
    let folder = kind == .table ? place.deletingLastPathComponent() : place
    if present { try manifest.keepPresent(in: folder).forEach { findings.note($0) } }
    if probe {
      let index = try FileIndex.videos(folder)
      let files = findings.locate(manifest.videos, in: index)
      rates = try await VideoProbe.onTerminal(&manifest, files: files, &findings)
    }
    findings.add(Findings(manifest))
    findings.compare(manifest, with: kind)
    try AtomicFile.write(Data(manifest.csv.utf8), to: destination)
    let summary = DatasetSummary(manifest, frameRate: timing.frameRate, frameRates: rates)
    for line in summary.lines + findings.lines { Console.result(line) }
    Console.result("made \(destination.path) with \(manifest.videos.count) videos")
  }
}

extension DatasetLayout: ExpressibleByArgument {}
