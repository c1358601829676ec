import Foundation
import Testing

@Suite struct `The console` {
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no full disk to write to"))
  func `says that results cannot be written`() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = VigilCommand.executable
    process.arguments = ["models", "list"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = errors
    try process.run()
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(
      complaint.hasPrefix("Error: cannot write the results: No space left") && complaint.hasSuffix("device\n")
    )
  }
}
