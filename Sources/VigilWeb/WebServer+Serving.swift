import Logging
public import VigilCore

extension WebServer {
  /// Delays between attempts to listen, in seconds: the first, and the longest.
  private static let (firstDelay, longestDelay) = (2.0, 60.0)

  /// Answers requests until `stop` is requested: what keeps it from that, such as a port that another program has, is told and
  /// tried again, less and less often.
  ///
  /// - Parameters:
  ///   - stop: Ends it.
  ///   - onListening: Called with the port whenever requests are answered again.
  public func serve(stop: StopRequest, onListening: @escaping @Sendable (Int) -> Void = { _ in }) async {
    var (delay, told) = (Self.firstDelay, "")
    while !stop.isRequested {
      do { try await run(stop: stop, onListening: onListening) } catch {
        if told != error.explanation {
          told = error.explanation
          log.error(
            "nothing is answered over HTTP; detection goes on, and it is tried again",
            metadata: ["why": "\(told)"])
        }
      }
      let pause = delay
      try? await stop.ending { try await Task.sleep(for: .seconds(pause)) }
      delay = min(Self.longestDelay, delay * 2)
    }
  }
}
