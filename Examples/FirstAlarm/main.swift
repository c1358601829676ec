import Vigil

let detector = try AnomalyDetector("models/demo.vigil")
try await detector.watch(CommandLine.arguments[1]) { update in
  switch update.content {
  case .scored(let snippet): print("\(snippet.position.start) s: \(snippet.score)")
  case .event(let event) where event.phase == .began: print("alarm at \(event.event.start) s")
  default: break
  }
}
