import { englishName } from './countrySpelling';

/**
 * Every mobile country code (MCC) that ITU-T E.212 assigns to a country or a group of them, with ISO 3166-1 alpha-2.
 *
 * Source: ITU's "List of mobile country or geographical area codes" (annex to Operational Bulletin 1117, 1 February
 * 2017) and "Mobile Network Codes (MNC) for the international identification plan" (annex to 1280, 15 November 2023),
 * as transcribed in Wireshark's packet-e212.c (commit 79bf77a7). Checked code by code on 24 November 2026 against
 * Wireshark 4.0.17 and the npm package mcc-mnc-list 1.1.11, which is made from Wikipedia.
 *
 * CAMARA calls the MCC an identifier "for the country and the dependent areas". So the areas that use the code of their
 * country are not listed (Guam and Puerto Rico on 310, Jersey on 234, Åland on 244, Svalbard on 242, Christmas Island
 * on 505): with them, no phone in the United States or the United Kingdom would be in one known country. A code without
 * one such country lists all of them. Those of 340 are CAMARA's own example, although French Guiana has 742 as well.
 * ITU gives 425 to Israel alone, but the Palestinian networks use it too. XK is not in ISO 3166-1; it is what the EU and
 * Unicode call Kosovo.
 *
 * Not assigned, so not here: 289 (used in Abkhazia), 995 (used on Diego Garcia), 534 and 535 (once MP and GU).
 */
export const MCC_TABLE = [
	// 2: Europe
	`202 GR, 204 NL, 206 BE, 208 FR, 212 MC, 213 AD, 214 ES, 216 HU, 218 BA, 219 HR, 220 RS, 221 XK, 222 IT, 225 VA,
	226 RO, 228 CH, 230 CZ, 231 SK, 232 AT, 234 GB, 235 GB, 238 DK, 240 SE, 242 NO, 244 FI, 246 LT, 247 LV, 248 EE,
	250 RU, 255 UA, 257 BY, 259 MD, 260 PL, 262 DE, 266 GI, 268 PT, 270 LU, 272 IE, 274 IS, 276 AL, 278 MT, 280 CY,
	282 GE, 283 AM, 284 BG, 286 TR, 288 FO, 290 GL, 292 SM, 293 SI, 294 MK, 295 LI, 297 ME`,
	// 3: North America and the Caribbean
	`302 CA, 308 PM, 310 US, 311 US, 312 US, 313 US, 314 US, 315 US, 316 US, 330 PR, 332 VI, 334 MX, 338 JM,
	340 BL/GF/GP/MF/MQ, 342 BB, 344 AG, 346 KY, 348 VG, 350 BM, 352 GD, 354 MS, 356 KN, 358 LC, 360 VC, 362 BQ/CW/SX,
	363 AW, 364 BS, 365 AI, 366 DM, 368 CU, 370 DO, 372 HT, 374 TT, 376 TC`,
	// 4: Asia and the Middle East
	`400 AZ, 401 KZ, 402 BT, 404 IN, 405 IN, 406 IN, 410 PK, 412 AF, 413 LK, 414 MM, 415 LB, 416 JO, 417 SY, 418 IQ,
	419 KW, 420 SA, 421 YE, 422 OM, 424 AE, 425 IL/PS, 426 BH, 427 QA, 428 MN, 429 NP, 430 AE, 431 AE, 432 IR, 434 UZ,
	436 TJ, 437 KG, 438 TM, 440 JP, 441 JP, 450 KR, 452 VN, 454 HK, 455 MO, 456 KH, 457 LA, 460 CN, 461 CN, 466 TW,
	467 KP, 470 BD, 472 MV`,
	// 5: South-East Asia and Oceania
	`502 MY, 505 AU, 510 ID, 514 TL, 515 PH, 520 TH, 525 SG, 528 BN, 530 NZ, 536 NR, 537 PG, 539 TO, 540 SB, 541 VU,
	542 FJ, 543 WF, 544 AS, 545 KI, 546 NC, 547 PF, 548 CK, 549 WS, 550 FM, 551 MH, 552 PW, 553 TV, 554 TK, 555 NU`,
	// 6: Africa
	`602 EG, 603 DZ, 604 MA, 605 TN, 606 LY, 607 GM, 608 SN, 609 MR, 610 ML, 611 GN, 612 CI, 613 BF, 614 NE, 615 TG,
	616 BJ, 617 MU, 618 LR, 619 SL, 620 GH, 621 NG, 622 TD, 623 CF, 624 CM, 625 CV, 626 ST, 627 GQ, 628 GA, 629 CG,
	630 CD, 631 AO, 632 GW, 633 SC, 634 SD, 635 RW, 636 ET, 637 SO, 638 DJ, 639 KE, 640 TZ, 641 UG, 642 BI, 643 MZ,
	645 ZM, 646 MG, 647 RE/YT, 648 ZW, 649 NA, 650 MW, 651 LS, 652 BW, 653 SZ, 654 KM, 655 ZA, 657 ER, 658 SH, 659 SS`,
	// 7: Central and South America
	`702 BZ, 704 GT, 706 SV, 708 HN, 710 NI, 712 CR, 714 PA, 716 PE, 722 AR, 724 BR, 730 CL, 732 CO, 734 VE, 736 BO,
	738 GY, 740 EC, 742 GF, 744 PY, 746 SR, 748 UY, 750 FK`,
]
	.join(',')
	.split(',')
	.map((row): [mcc: number, countries: string[]] => {
		const [mcc, countries = ''] = row.trim().split(' ');
		return [Number(mcc), countries.split('/')];
	});

const COUNTRIES_BY_MCC = new Map(MCC_TABLE);

/** Codes of no country, same sources. 001, the test network, arrives as the integer 1. */
const NETWORKS_WITHOUT_COUNTRY = new Map([
	[1, 'Test network'],
	[901, 'International network'],
	[902, 'International network'],
	[991, 'Trial network'],
	[999, 'Private network'],
]);

/**
 * Where Regulation (EU) 2022/612, roam like at home, holds by law: the 27 states of the EU and the three others of the
 * EEA, and those of their territories with an alpha-2 code of their own that are part of the EU (Articles 349 and
 * 355 TFEU). So not BL, NC, PF, PM, WF, AW, BQ, CW, SX, FO, GL or SJ, nor GB, GI and CH.
 *
 * As of 24 November 2026. Ukraine and Moldova joined the roaming area on 1 January 2026, by decisions of the EU made in
 * July 2025. They are not here, since they are in neither the EU nor the EEA.
 */
const EEA = new Set(
	[
		'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK',
		'IS LI NO',
		'AX GF GP MF MQ RE YT',
	]
		.join(' ')
		.split(' '),
);

/**
 * Areas with an alpha-2 code of their own that use the MCCs of their country, alone or beside one of their own. A
 * network that names one of them beside such an MCC is right.
 */
const DEPENDENT_AREAS = new Map([
	['AU', ['CC', 'CX', 'HM', 'NF']],
	['FI', ['AX']],
	['GB', ['GG', 'IM', 'JE']],
	['MA', ['EH']],
	['NO', ['BV', 'SJ']],
	['US', ['AS', 'GU', 'MP', 'PR', 'UM', 'VI']],
]);

/** @returns ISO 3166-1 alpha-2 codes; none where the code is of no country or not assigned */
export function countriesOfMcc(mcc: number): string[] {
	return [...(COUNTRIES_BY_MCC.get(mcc) ?? [])];
}

/** True where the code is assigned, to a country or to networks without one. */
export function isMcc(code: number): boolean {
	return COUNTRIES_BY_MCC.has(code) || NETWORKS_WITHOUT_COUNTRY.has(code);
}

/** True where phones in the country may be in a network of the MCC, also as in an area that depends on another country. */
export function isUsedIn(mcc: number, alpha2: string): boolean {
	return countriesOfMcc(mcc).some(
		(country) => country === alpha2 || DEPENDENT_AREAS.get(country)?.includes(alpha2) === true,
	);
}

/**
 * For people to read, such as `Germany` or `Réunion / Mayotte`.
 *
 * @param countries ISO 3166-1 alpha-2
 * @param mcc tells the kind of network where there is no country
 * @returns null where nothing is known
 */
export function countryLabel(countries: string[], mcc: number | null): string | null {
	if (countries.length > 0) return countries.map((country) => englishName(country) ?? country).join(' / ');
	return mcc === null ? null : (NETWORKS_WITHOUT_COUNTRY.get(mcc) ?? null);
}

/**
 * @param countries ISO 3166-1 alpha-2
 * @returns true where all countries are in the EEA, false where none is, null where some are or none is known
 */
export function isEea(countries: string[]): boolean | null {
	if (!countries.every((country) => englishName(country) !== undefined)) return null;
	const answers = new Set(countries.map((country) => EEA.has(country)));
	return answers.size === 1 ? answers.has(true) : null;
}
