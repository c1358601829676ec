import Foundation
import VigilStore

// Writes events and scores to the folder it is given until it is killed, and prints a line for every event that is stored:
// its id, its revision, its state. Ends with 1 and a message where it cannot go on.
do {
  let store = try StationStore(
    folder: URL(filePath: CommandLine.arguments[1]), options: StoreOptions(scoreAge: 0, scoreCount: 20),
    routes: [OutboxRoute(channel: "phone", severities: [.alarm, .review])])
  let origin = Date()
  for number in 0... {
    let start = origin.addingTimeInterval(Double(number))
    var event = StoredEvent(
      id: UUID(), camera: "gate", severity: number % 3 == 0 ? .alarm : .review, start: start,
      end: start.addingTimeInterval(0.64), peakScore: 0.9, peakDate: start, threshold: 0.5, model: "demo")
    for revision in 1...4 {
      event.revision = revision
      event.state = revision == 4 ? .ended : .open
      event.end = start.addingTimeInterval(0.64 * Double(revision))
      try store.put(event)
      // One call, so that a kill cuts no line in two.
      let line = Array("\(event.id) \(revision) \(event.state.rawValue)\n".utf8)
      guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(1) }
      try store.append(
        ScoreSample(start: event.end, duration: 0.64, score: Float(number % 100) / 100), camera: "gate")
    }
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
