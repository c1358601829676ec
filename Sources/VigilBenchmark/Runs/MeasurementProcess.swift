public import Foundation
public import VigilCore

/// A program that makes one measurement and prints it as JSON, so that its memory is its own.
public struct MeasurementProcess: Sendable {
  private let executable: URL
  private let arguments: [String]
  private let name: String

  /// Thrown when the user ends a measurement.
  static let interrupted = BenchmarkError(
    .interrupted, "interrupted during a measurement; nothing of it is kept")

  /// Names the program and its arguments.
  ///
  /// - Parameter name: what errors call the measurement.
  public init(_ executable: URL, arguments: [String], name: String) {
    self.executable = executable
    self.arguments = arguments
    self.name = name
  }

  /// Waits for the measurement; a requested `stop` interrupts the program.
  ///
  /// - Throws: `interrupted`; `failed` with the process's own error message, a line that begins with `Error: `.
  public func run(stop: StopRequest) async throws(BenchmarkError) -> ScenarioRound {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw BenchmarkError(.failed, "cannot start a measurement: \(error.explanation)")
    }
    let identifier = process.processIdentifier
    async let complaint = Self.contents(of: errors)
    let data = await stop.watch(onRequest: { kill(identifier, SIGINT) }) {
      await Self.contents(of: output)
    }
    let text = String(decoding: await complaint, as: UTF8.self)
    await Self.wait(for: process)
    if stop.isRequested { throw Self.interrupted }
    guard process.terminationStatus == 0,
      let round = try? JSONDecoder().decode(ScenarioRound.self, from: data)
    else {
      let line = text.split(separator: "\n").last { $0.hasPrefix("Error: ") }?.dropFirst("Error: ".count)
      let reason = line.map(String.init) ?? "its process ended with status \(process.terminationStatus)"
      throw BenchmarkError(.failed, "\(name): \(reason)")
    }
    return round
  }

  /// Reads to the end; this blocks, hence a thread of its own.
  private static func contents(of pipe: Pipe) async -> Data {
    let handle = pipe.fileHandleForReading
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: handle.readDataToEndOfFile()) }
    }
  }

  private static func wait(for process: Process) async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        process.waitUntilExit()
        continuation.resume()
      }
    }
  }
}
