import Foundation
import VigilCore
import VigilModels
import VigilStation
import VigilStationConfiguration

/// One run of `vigil run`: joins signals and station.
struct StationJob {
  private let file: StationFile
  private let url: URL
  private let options: Run

  init(_ file: StationFile, at url: URL, _ options: Run) {
    (self.file, self.url, self.options) = (file, url, options)
  }

  /// Watches until a signal says that it is enough.
  func run() async throws {
    Console.goOn {}
    OpenFiles.raiseLimit()
    let reload = ReloadRequest()
    // A terminal that closes is no wish to read the file again.
    let hangUp: (@Sendable () -> Void)? = isatty(STDIN_FILENO) == 1 ? nil : { @Sendable in reload.request() }
    let interruption = Interruption(reload: hangUp) {
      Console.diagnostic("stopping: ending events and files; press Ctrl-C again to quit at once")
    }
    defer { withExtendedLifetime(interruption) {} }
    var configuration = options.engine.configuration
    configuration.threads = configuration.threads ?? file.station.threads
    let station = try Station(
      file, at: url, configuration: configuration, log: options.log.logger("station"))
    await station.run(stop: interruption.stop, reload: reload)
    // What blocks in a library may still run, and must not meet the end of the program.
    _exit(EXIT_SUCCESS)
  }
}
