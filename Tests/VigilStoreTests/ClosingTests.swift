import Foundation
import Testing
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Closing a station's database` {
  @Test func `waits for what is read, and lets nobody read afterwards`() throws {
    let place = try StoreFolder()
    for _ in 0..<40 {
      let store = try place.open()
      let threads = DispatchGroup()
      for _ in 0..<4 {
        DispatchQueue.global().async(group: threads) {
          // Until it is closed.
          while (try? store.events()) != nil {}
        }
      }
      usleep(2000)
      try store.close()
      #expect(throws: StoreError.self) { try store.events() }
      #expect(threads.wait(timeout: .now() + 300) == .success)
    }
  }
}
