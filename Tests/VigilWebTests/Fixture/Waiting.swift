import Foundation
import Testing

/// Waits for a condition, but not for ever.
func waitUntil(_ holds: () throws -> Bool, line: Int = #line) throws {
  let deadline = ContinuousClock.now + .seconds(300)
  while try !holds() {
    try #require(ContinuousClock.now < deadline, "nothing happened for five minutes, line \(line)")
    usleep(5000)
  }
}
