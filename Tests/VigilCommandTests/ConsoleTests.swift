import Foundation
import Testing
import VigilTestSupport

@Suite struct `The console` {
  /// Runs `vigil detect CLIP … --output results` with its standard output as the shell makes it.
  private func detect(_ more: String, in folder: TemporaryFolder) throws -> VigilCommand.Outcome {
    try Clips.make(folder.appending("clip.mp4"), frames: 40, sound: false)
    let arguments = (["detect", "clip.mp4"] + fast + ["--output", "results"]).joined(separator: " ")
    return try VigilCommand(
      ["-c", "exec \"$VIGIL\" \(arguments) \(more)"], in: folder.url,
      environment: ["VIGIL": VigilCommand.executable.path], program: URL(filePath: "/bin/sh")
    ).finish()
  }

  private func isWhole(_ folder: TemporaryFolder) throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("results"))
    let rows = try String(contentsOf: folder.appending("results/scores.csv"), encoding: .utf8)
    return names.sorted() == ["events.json", "report.html", "scores.csv", "scores.json"]
      && rows.split(separator: "\n").count == 4
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no full disk to write to"),
    arguments: ["", "--json"])
  func `that is full costs nothing but its own lines`(more: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try detect(more + " >/dev/full", in: folder)
    #expect(outcome.status == 1)
    #expect(
      outcome.errorLines.last
        == "Error: not all results could be written to standard output: No space left on device")
    #expect(try isWhole(folder))
  }

  @Test(arguments: [">&-", "<&- >&-", "<&- >&- 2>&-"]) func `that is closed is nobody else's`(closed: String)
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try detect("--json " + closed, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try isWhole(folder))
  }

  @Test func `whose reader is gone ends a run quietly, with a whole folder`() throws {
    let folder = try TemporaryFolder()
    let outcome = try detect("--json | head -n 1", in: folder)
    #expect(outcome.objects.map { $0["type"] as? String } == ["start"])
    #expect(
      outcome.errorLines.count <= 2, "the warning of untrained weights, and no error: \(outcome.errors)")
    #expect(!outcome.errors.contains("rror"))
    #expect(try isWhole(folder))
  }

  @Test(.timeLimit(.minutes(15)), arguments: [300_000, 400_000, 500_000])
  func `has one line where there is too little address space`(kilobytes: Int) throws {
    let folder = try TemporaryFolder()
    let arguments = (["detect", "clip.mp4"] + fast + ["--output", "results"]).joined(separator: " ")
    let outcome = try VigilCommand(
      ["-c", "ulimit -v \(kilobytes) && exec \"$VIGIL\" \(arguments)"], in: folder.url,
      environment: ["VIGIL": VigilCommand.executable.path], program: URL(filePath: "/bin/sh")
    ).finish()
    // A program with more libraries cannot even be loaded, and its loader says so.
    let isLoaded = outcome.status != 127
    let sentence = isLoaded ? "of address space (ulimit -v) is too low to start with" : "shared libraries"
    #expect(outcome.status == 1 || !isLoaded)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test func `shows control characters of names`() throws {
    let outcome = try VigilCommand.run("detect", "a\u{1B}[31m.mp4", "--model", "test-weights-narrow")
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.last == "Error: there is no file a\\x1B[31m.mp4", "\(outcome.errors)")
  }

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
