import Foundation
import VigilBenchmark
import VigilCore
import VigilPipeline

/// This program, started again for one measurement.
struct MeasurementProcess {
  let task: BenchmarkTask

  /// Thrown when the user ends a measurement.
  static let interrupted = BenchmarkError(
    .interrupted, "interrupted during a measurement; nothing of it is kept")

  /// Waits for the measurement; a requested `stop` ends it too.
  ///
  /// - Throws: `interrupted`, or `CommandError` with the process's own error message.
  func run(stop: StopRequest) async throws -> ScenarioRound {
    let process = Process()
    process.executableURL = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    process.arguments = task.arguments + ["--parent", "\(getpid())"]
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw CommandError("cannot start a measurement: \((error as NSError).localizedDescription)")
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
      throw CommandError("\(task.name): \(reason)")
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
