package __group__;

import io.descent.api.__api__;
import io.descent.testkit.__contract__;

class __class__Test extends __contract__ {
    @Override
    protected __api__ plugin() {
        return new __class__();
    }
}
