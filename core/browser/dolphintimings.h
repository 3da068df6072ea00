// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>

namespace pult::browser {

/// Every wait of the Dolphin provider. The defaults are what clients of the app have found to work; tests shrink them.
struct DolphinTimings
{
    using Ms = std::chrono::milliseconds;

    Ms loginTimeout{15000};                                                      ///< the app asks its cloud
    Ms requestTimeout{10000};                                                    ///< running and such
    Ms stopTimeout{60000};                                                       ///< it may upload the profile
    Ms stopPause{2000};                                                          ///< before stop is asked once more
    Ms probeTimeout{2000};                                                       ///< one look at a DevTools port
    std::array<Ms, 5> portWaits{Ms{0}, Ms{2000}, Ms{4000}, Ms{8000}, Ms{16000}}; ///< before each look: 30 s in all
    std::array<Ms, 3> duplicateWaits{Ms{5000}, Ms{8000}, Ms{11000}};             ///< from the stop to the next start
    Ms lockedWaitMin{6000};                                                      ///< profile files busy
    Ms lockedWaitMax{10000};
    Ms initRetryWait{5000};
    Ms unknownWait{15000}; ///< from the stop after an undecided start to the next
    Ms backOff{60000};     ///< at least, after 429
    Ms recovery{600000};   ///< one more start at once again
    Ms stagger{180};       ///< between two starts
    Ms gatePoll{25};

    /// Everything `factor` times as long, but for what waits for an answer: the machine is as slow in tests.
    DolphinTimings scaled(double factor) const;
};

} // namespace pult::browser
