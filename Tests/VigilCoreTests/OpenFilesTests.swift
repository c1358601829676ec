import Foundation
import Testing
import VigilCore

@Suite struct `Open files` {
  @Test func `are short when fewer than the reserve are left, without taking one`() async throws {
    // A process of its own: the others here need descriptors.
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = 256
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      var taken: [Int32] = []
      func left() -> Int { (0..<256).count { fcntl($0, F_GETFD) < 0 } }
      while left() > OpenFiles.reserve { taken.append(open("/dev/null", O_RDONLY)) }
      #expect(OpenFiles.shortage() == nil)
      taken.append(open("/dev/null", O_RDONLY))
      #expect(
        OpenFiles.shortage()?.hasPrefix(
          "of 256 files and connections that may be open, fewer than 32 are left") == true)
      #expect(left() == OpenFiles.reserve - 1)
      close(taken.removeFirst())
      #expect(OpenFiles.shortage() == nil)
      OpenFiles.raiseLimit()
      while left() > 0 { taken.append(open("/dev/null", O_RDONLY)) }
      #expect(limit.rlim_max < 512 || OpenFiles.shortage() == nil)
    }
  }
}
