import ArgumentParser
import Foundation
import VigilCore
import VigilRecording
import VigilStation
import VigilStore

/// `vigil recordings cut STATION CAMERA --since DATE --until DATE --output FILE.mp4`.
struct RecordingsCut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract: "Writes a time of a continuous recording as a video, as the camera sent it.",
    discussion:
      "It begins with the last picture before that can be decoded by itself, and says when that was. Where the size or format of the pictures changed, another file begins: FILE-2.mp4."
  )

  /// The longest span, in seconds: the times of all its pictures are held in memory. A day has 25 hours where the clock is set back.
  private static let longest = 90_000.0

  @OptionGroup
  var place: StationArgument

  @Argument(help: "The camera.")
  var camera: String

  @Option(help: "Where it begins: \(DatePhrase.meaning).")
  var since: DatePhrase

  @Option(help: "Where it ends, at most a day later.")
  var until: DatePhrase

  @Option(help: "The video, which ends in .mp4.")
  var output: String

  @OptionGroup
  var replacing: ReplaceOptions

  @Flag(help: "Print one object of JSON.")
  var json = false

  func validate() throws {
    try require(output.hasSuffix(".mp4"), "--output takes the name of a video, such as gate.mp4")
  }

  func run() async throws {
    let now = Date()
    guard let from = since.date(at: now), let end = until.date(at: now) else {
      throw CommandError("a change of the clock left out that hour; name another")
    }
    try require(from < end, "--since is not before --until")
    try require(from < now, "--since is in the future")
    // What is to come is no gap.
    let to = min(end, now)
    try require(to.timeIntervalSince(from) <= Self.longest, "a cut is at most a day long; cut several")
    let file = URL(filePath: output)
    try Destination.requireFree(file, replace: replacing.replace)
    let store = try place.store()
    let interruption = Interruption(consequence: "nothing is written")
    let cut = try cut(from, to, in: store, to: file, stop: interruption.stop)
    for problem in cut.problems { Console.diagnostic("warning: left out: \(problem)") }
    if json { return try Console.json(SpanCutLine(cut, of: camera)) }
    for line in SpanCutText(output: output).lines(cut) { Console.result(line) }
  }

  private func cut(_ from: Date, _ to: Date, in store: StationStore, to file: URL, stop: StopRequest) throws
    -> SpanCut
  {
    do {
      return try SpanCutter(RecordingFolder(store.folder, store: store)).cut(
        camera: camera, from: from, to: to, destination: file, replace: replacing.replace, stop: stop)
    } catch {
      guard error.code == .noPictures else { throw error }
      throw CommandError(try nothing(from, to, in: store))
    }
  }

  /// What to say where nothing was recorded.
  private func nothing(_ from: Date, _ to: Date, in store: StationStore) throws -> String {
    let query = FileQuery(camera: camera, kinds: [.segment], limit: 1)
    guard try store.files(query).isEmpty else {
      return SpanCutText(output: output).nothing(from: from, to: to, camera: camera)
        + "; vigil recordings list shows what there is"
    }
    return
      "there are no continuous recordings of a camera \"\(camera)\"; vigil recordings list shows those there are"
  }
}
