import Foundation
import Testing
import VigilSinks

@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no full disk to write to"))
struct `Standard streams` {
  @Test func `report a full disk once, and try later lines`() throws {
    let disk = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let errors = Pipe()
    let streams = StandardStreams(
      output: disk.fileDescriptor, error: errors.fileHandleForWriting.fileDescriptor)
    let reason = String(cString: strerror(ENOSPC))
    #expect(streams.result("a") == .failed(reason))
    #expect(streams.result("b") == nil)
    #expect(streams.loss == .failed(reason))
  }

  @Test func `show the progress again below a line that passes`() throws {
    let (results, errors) = (Pipe(), Pipe())
    let streams = StandardStreams(
      output: results.fileHandleForWriting.fileDescriptor, error: errors.fileHandleForWriting.fileDescriptor)
    streams.progress("\rScoring\u{1B}[K")
    streams.diagnostic("a\u{7}")
    #expect(streams.result("0.5") == nil)
    #expect(streams.loss == nil)
    try results.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()
    #expect(try results.fileHandleForReading.readToEnd() == Data("0.5\n".utf8))
    let shown = try #require(try errors.fileHandleForReading.readToEnd())
    #expect(
      String(decoding: shown, as: UTF8.self)
        == "\rScoring\u{1B}[K" + "\r\u{1B}[K" + "a\\x07\n" + "Scoring\u{1B}[K")
  }
}
